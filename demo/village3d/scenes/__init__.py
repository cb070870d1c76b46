"""The four scenes, one file each."""

from scenes import cong_lang, san_dinh, san_nha_keo, trong_dinh

SCENES = {scene.slug: scene for scene in (cong_lang.SCENE, san_dinh.SCENE, trong_dinh.SCENE, san_nha_keo.SCENE)}
