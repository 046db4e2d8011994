import { methodNotAllowed } from '@online-shop/shared/http/method-not-allowed';
import { type PagedList, pageHandlers } from '@online-shop/shared/http/page';
import { isUuid } from '@online-shop/shared/ids/uuid-v7';
import type { Page, PageOfUser } from '@online-shop/shared/pagination/take-page';
import { Router } from 'express';
import type { Notification } from '../notifications/notification';

export interface NotificationUseCases {
  listNotifications(query: PageOfUser): Promise<Page<Notification>>;
}

/** A page ends at a notification's ID. */
const notificationsOfUser: PagedList = {
  nameOf: (userId) => `/api/notifications/${userId}`,
  isPosition: isUuid,
};

export function createNotificationsRouter({ listNotifications: find }: NotificationUseCases) {
  const router = Router({ caseSensitive: true, strict: true });
  router
    .route('/api/notifications/:userId')
    .get(...pageHandlers(notificationsOfUser, { find, present: presentNotification }))
    .all(methodNotAllowed('GET', 'HEAD'));
  return router;
}

export function presentNotification({ createdAt, ...notification }: Notification) {
  return { ...notification, createdAt: createdAt.toISOString() };
}
