/** Concurrent clients: few enough that their requests do not queue. */
export const connections = 2;
/** Maximum number of orders per round, over all connections. */
export const maxOrders = 150;
/** The pause between two orders of a client, in milliseconds. */
export const thinkTimeMs = 50;
