/** So few that the shop has nothing else to do. */
export const connections = 2;
/** Of a round, of all connections. */
export const ordersMax = 150;
/** Between two orders of a client. */
export const thinkTimeMs = 50;
