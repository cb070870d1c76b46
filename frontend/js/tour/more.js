// What a visit may need after its first picture, in one file: goods, pictures of then, sounds, the narrated walk, the gyroscope,
// the slow turn.
export { Gyroscope, mayUseGyroscope } from "./gyroscope.js";
export { showGoods } from "./goods.js";
export { showSound } from "./listening.js";
export { Turning } from "./turning.js";
export { Walk } from "./walk.js";
export { showThen } from "./years.js";
