export type ServiceName = 'orders-service' | 'payments-service';
