// What may be in a cart, and what has to be in the form at the till.

export { cart } from "./cart.js";
export { checkout } from "./checkout.js";
