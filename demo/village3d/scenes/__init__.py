"""The scenes, one file each."""

from scenes import cong_lang, san_dinh, san_dinh_hoi, san_nha_keo, trong_dinh

ALL = (cong_lang, san_dinh, san_dinh_hoi, trong_dinh, san_nha_keo)
SCENES = {module.SCENE.slug: module.SCENE for module in ALL}
