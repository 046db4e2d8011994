import { createDocument } from '@online-shop/shared/openapi/create-document';
import { list } from '@online-shop/shared/openapi/operations';
import { exampleUserId } from '@online-shop/shared/openapi/parameters';
import { schemaRef } from '@online-shop/shared/openapi/references';
import { exactObject, pageOf } from '@online-shop/shared/openapi/schemas';
import type { presentNotification } from './notifications.routes';

type Presented = ReturnType<typeof presentNotification>;

const paid: Presented = {
  id: '01920f3c-6c2f-7d5e-9b70-3c1e2f4a5b68',
  userId: exampleUserId,
  orderId: '01920f3c-5b1e-7c4d-8a6f-2b9d0e1f3a57',
  text: 'The order is paid.',
  createdAt: '2024-09-20T12:00:00.042Z',
};

/** The OpenAPI document of notifications-service. */
export const openApiDocument = createDocument({
  title: 'Notifications',
  description: 'Tells each user how the payments of the orders ended.',
  tag: { name: 'Notifications', description: 'One for each payment result.' },
  checks: ['database', 'bus'],
  details: {},
  schemas: {
    Notification: exactObject<keyof Presented>({
      id: schemaRef('Id'),
      userId: schemaRef('UserId'),
      orderId: schemaRef('Id'),
      text: { type: 'string', minLength: 1 },
      createdAt: schemaRef('Timestamp'),
    }),
    NotificationPage: pageOf('Notification'),
  },
  paths: {
    '/api/notifications/{userId}': {
      get: list({
        operationId: 'listNotifications',
        summary: 'List a user’s notifications, newest first',
        description: 'Returns no notification twice and omits none while new ones arrive.',
        page: {
          description: 'A page of notifications. Empty for an unknown user',
          schema: 'NotificationPage',
          examples: { 'The only page': { items: [paid], nextCursor: null } },
        },
      }),
    },
  },
});
