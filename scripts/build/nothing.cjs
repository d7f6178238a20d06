/** Stands for packages that others ask for and memu does not need. CommonJS: any import of it works. */
module.exports = {};
