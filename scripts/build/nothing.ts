/** Stands for packages that others ask for and memu does not need. */
export {};
