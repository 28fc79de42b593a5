// Old names, from a CommonJS module.
const { inherits } = require("util");
const { EventEmitter } = require("events");

function Old() {}
inherits(Old, EventEmitter);
exports.createRequire = new Old() instanceof EventEmitter;
