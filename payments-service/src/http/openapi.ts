import { toDomainProblem } from '@online-shop/shared/http/error-handler';
import { createDocument } from '@online-shop/shared/openapi/create-document';
import { outboxDetails } from '@online-shop/shared/openapi/details-path';
import { answer, get, list, post } from '@online-shop/shared/openapi/operations';
import { exampleUserId } from '@online-shop/shared/openapi/parameters';
import { parameterRef } from '@online-shop/shared/openapi/references';
import {
  type AccountError,
  accountExists,
  accountNotFound,
  balanceLimitExceeded,
  idempotencyKeyReused,
} from '../accounts/account.errors';
import {
  accountLocation,
  accountSchemas,
  exampleTransactions,
  filled,
  opened,
  toDeposit,
  toOpen,
} from './accounts.schemas';
import { statusByCode } from './error-status';

const problem = (error: AccountError) => toDomainProblem(error, statusByCode);
const noAccount = problem(accountNotFound(exampleUserId));
const keyReused = problem(idempotencyKeyReused());

/** The OpenAPI document of payments-service. */
export const openApiDocument = createDocument({
  title: 'Payments',
  description: 'The accounts of the users, and all deposits and payments.',
  tag: { name: 'Payments', description: 'One account per user. Its balance is never below zero.' },
  checks: ['database', 'bus'],
  details: outboxDetails(),
  schemas: accountSchemas,
  paths: {
    '/api/payments/accounts': {
      post: post({
        operationId: 'createAccount',
        summary: 'Open an account',
        description: 'Opens the account of a user. A user has one account, in one currency.',
        body: { schema: 'CreateAccount', examples: { 'An account in roubles': toOpen } },
        success: {
          201: answer({
            description: 'The account, with a balance of zero',
            schema: 'Account',
            examples: { 'A new account': opened },
            sharedHeaders: ['Idempotency-Replayed'],
            headers: {
              Location: {
                required: true,
                description: 'The path of the account',
                schema: accountLocation,
              },
            },
            links: {
              account: {
                operationId: 'getAccount',
                parameters: { userId: '$response.body#/userId' },
              },
            },
          }),
        },
        problems: [problem(accountExists(exampleUserId)), keyReused],
      }),
    },

    '/api/payments/deposit': {
      post: post({
        operationId: 'depositMoney',
        summary: 'Deposit money',
        description: 'Adds the amount to the balance, in the currency of the account.',
        body: { schema: 'Deposit', examples: { 'A thousand roubles': toDeposit } },
        success: {
          200: answer({
            description: 'The account right after this deposit',
            schema: 'Account',
            examples: { 'An account with money': filled },
            sharedHeaders: ['Idempotency-Replayed'],
          }),
        },
        problems: [noAccount, problem(balanceLimitExceeded()), keyReused],
      }),
    },

    '/api/payments/accounts/{userId}': {
      get: get({
        operationId: 'getAccount',
        summary: 'Get an account',
        description: 'Returns the account with its current balance.',
        parameters: [parameterRef('userId')],
        success: {
          200: answer({
            description: 'The current account',
            schema: 'Account',
            examples: { 'An account with money': filled },
          }),
        },
        problems: [noAccount],
      }),
    },

    '/api/payments/accounts/{userId}/transactions': {
      get: list({
        operationId: 'listTransactions',
        summary: 'List an account’s transactions, newest first',
        description: 'The sum of all amounts is always the balance.',
        page: {
          description: 'A page of transactions',
          schema: 'TransactionPage',
          examples: {
            'A deposit, then a payment': {
              items: [exampleTransactions.PAYMENT, exampleTransactions.DEPOSIT],
              nextCursor: null,
            },
          },
        },
        problems: [noAccount],
      }),
    },
  },
});
