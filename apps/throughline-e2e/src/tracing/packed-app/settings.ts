export const rabbitUrl = process.env['RABBITMQ_URL'] ?? 'amqp://localhost';
export const databaseUrl = process.env['DATABASE_URL'] ?? 'postgresql://localhost';
export const QUEUE = 'shop.events';
export const RAW_QUEUE = 'shop.raw';
