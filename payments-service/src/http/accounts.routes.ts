import { markReplayed, readIdempotencyKey } from '@online-shop/shared/http/idempotency-key';
import { jsonBody } from '@online-shop/shared/http/json-body';
import { methodNotAllowed } from '@online-shop/shared/http/method-not-allowed';
import { pageHandlers } from '@online-shop/shared/http/page';
import type { PageOfUser } from '@online-shop/shared/pagination/take-page';
import { Router } from 'express';
import type { Account } from '../accounts/account';
import type { AccountAnswer } from '../accounts/account-answer';
import type { CreateAccount } from '../accounts/create-account';
import type { Deposit } from '../accounts/decide-deposits';
import type { TransactionPage } from '../accounts/list-transactions';
import { presentAccount, presentTransaction } from './accounts.presenter';
import {
  accountRules,
  createAccountBody,
  createAccountRules,
  depositBody,
  depositRules,
  transactionsOfUser,
} from './accounts.validators';

/** The use cases of the HTTP API. */
export interface AccountUseCases {
  createAccount(command: CreateAccount): Promise<AccountAnswer>;
  depositMoney(deposit: Deposit): Promise<AccountAnswer>;
  getAccount(userId: string): Promise<Account>;
  listTransactions(query: PageOfUser<number>): Promise<TransactionPage>;
}

export function createAccountsRouter(useCases: AccountUseCases): Router {
  const { createAccount, depositMoney, getAccount, listTransactions } = useCases;
  const router = Router({ caseSensitive: true, strict: true });

  router
    .route('/api/payments/accounts')
    .post(jsonBody(), createAccountRules, async (req, res) => {
      const request = createAccountBody.read(req);
      const idempotency = readIdempotencyKey(req);
      const { account, isReplayed } = await createAccount({ ...request, idempotency });
      markReplayed(res, isReplayed).location(`/api/payments/accounts/${request.userId}`);
      res.status(201).json(presentAccount(account));
    })
    .all(methodNotAllowed('POST'));

  router
    .route('/api/payments/deposit')
    .post(jsonBody(), depositRules, async (req, res) => {
      const idempotency = readIdempotencyKey(req);
      const { account, isReplayed } = await depositMoney({ ...depositBody.read(req), idempotency });
      markReplayed(res, isReplayed).json(presentAccount(account));
    })
    .all(methodNotAllowed('POST'));

  router
    .route('/api/payments/accounts/:userId')
    .get(accountRules, async (req, res) => {
      res.json(presentAccount(await getAccount(String(req.params.userId))));
    })
    .all(methodNotAllowed('GET', 'HEAD'));

  router
    .route('/api/payments/accounts/:userId/transactions')
    .get(
      ...pageHandlers(transactionsOfUser, {
        find: ({ after, ...query }) =>
          listTransactions({ ...query, after: after === undefined ? after : Number(after) }),
        present: presentTransaction,
      }),
    )
    .all(methodNotAllowed('GET', 'HEAD'));

  return router;
}
