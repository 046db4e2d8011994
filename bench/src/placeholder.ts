/** Replaced by the first command. */
export {};
