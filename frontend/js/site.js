// Every page's script: small elements, each of which improves something that works without it.
import "./copy-button.js";
import "./count-down.js";
import "./live-part.js";
import "./once-form.js";
import "./one-sound.js";
import "./photo-picker.js";
import "./price-words.js";
import "./qty-stepper.js";
import "./share-button.js";
import "./upload-picker.js";
import "./error-focus.js";
