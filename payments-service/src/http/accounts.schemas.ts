import type { Named } from '@online-shop/shared/openapi/document';
import { exampleUserId } from '@online-shop/shared/openapi/parameters';
import { schemaRef } from '@online-shop/shared/openapi/references';
import { exactObject, objectOf, pageOf } from '@online-shop/shared/openapi/schemas';
import { maxAmount } from '@online-shop/shared/values/amount';
import type { JsonSchema } from '@online-shop/shared/values/json-schema';
import { type LedgerEntryKind, ledgerEntryKinds, maxBalance } from '../accounts/account';
import { accountRequest, depositRequest } from '../accounts/account-requests';
import type { presentAccount, presentTransaction } from './accounts.presenter';

type PresentedAccount = ReturnType<typeof presentAccount>;
type PresentedTransaction = ReturnType<typeof presentTransaction>;

const balance: JsonSchema = { type: 'integer', format: 'int64', minimum: 0, maximum: maxBalance };

const account = exactObject<keyof PresentedAccount>({
  id: schemaRef('Id'),
  userId: schemaRef('UserId'),
  currency: schemaRef('Currency'),
  balance: { ...balance, description: 'Minor units. Never below zero.' },
  createdAt: schemaRef('Timestamp'),
  updatedAt: schemaRef('Timestamp'),
});

const kinds = Object.keys(ledgerEntryKinds) as LedgerEntryKind[];

const transaction: JsonSchema = {
  ...exactObject<keyof PresentedTransaction>({
    id: schemaRef('Id'),
    kind: { type: 'string', enum: kinds },
    amount: {
      type: 'integer',
      format: 'int64',
      minimum: -maxAmount,
      maximum: maxAmount,
      description: 'Minor units. Positive for a deposit, negative for a payment.',
    },
    balanceAfter: { ...balance, description: 'The previous balance plus `amount`.' },
    orderId: {
      oneOf: [schemaRef('Id'), { type: 'null' }],
      description: 'The order that was paid. Null for a deposit.',
    },
    createdAt: schemaRef('Timestamp'),
  }),
  oneOf: kinds.map((kind) => {
    const { sign, hasOrder } = ledgerEntryKinds[kind];
    return {
      properties: {
        kind: { const: kind },
        amount: sign > 0 ? { minimum: 1 } : { maximum: -1 },
        orderId: hasOrder ? schemaRef('Id') : { const: null },
      },
      required: ['kind', 'amount', 'orderId'],
    };
  }),
};

export const accountSchemas: Named<JsonSchema> = {
  CreateAccount: objectOf(accountRequest),
  Deposit: objectOf(depositRequest),
  Account: account,
  Transaction: transaction,
  TransactionPage: pageOf('Transaction'),
};

export const accountLocation: JsonSchema = {
  type: 'string',
  pattern: '^/api/payments/accounts/[A-Za-z0-9._:@-]{1,64}$',
};

/** On a new system the examples work in this order. */
export const toOpen = { userId: exampleUserId };
export const toDeposit = { userId: exampleUserId, amount: 100_000 };

export const opened: Record<keyof PresentedAccount, string | number> = {
  id: '01920f3c-0a4b-7d21-9c3e-5f6a7b8c9d0e',
  userId: exampleUserId,
  currency: 'RUB',
  balance: 0,
  createdAt: '2024-09-20T11:58:00.000Z',
  updatedAt: '2024-09-20T11:58:00.000Z',
};

export const filled = { ...opened, balance: 100_000, updatedAt: '2024-09-20T11:59:00.000Z' };

type ExampleTransaction = Record<keyof PresentedTransaction, string | number | null>;

/** An example for each kind of ledger entry. */
export const exampleTransactions = {
  DEPOSIT: {
    id: '01920f3c-1f00-7a3b-a4c5-d6e7f8091a2b',
    kind: 'DEPOSIT',
    amount: 100_000,
    balanceAfter: 100_000,
    orderId: null,
    createdAt: '2024-09-20T11:59:00.000Z',
  },
  PAYMENT: {
    id: '01920f3c-5b2e-7f10-8b7a-1c2d3e4f5a6b',
    kind: 'PAYMENT',
    amount: -25_000,
    balanceAfter: 75_000,
    orderId: '01920f3c-5b1e-7c4d-8a6f-2b9d0e1f3a57',
    createdAt: '2024-09-20T12:00:00.016Z',
  },
} satisfies Record<LedgerEntryKind, ExampleTransaction>;
