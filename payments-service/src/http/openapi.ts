import { toDomainProblem } from '@online-shop/shared/http/error-handler';
import { createDocument } from '@online-shop/shared/openapi/create-document';
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
  filled,
  firstDeposit,
  opened,
  payment,
  toDeposit,
  toOpen,
} from './accounts.schemas';
import { statusByCode } from './error-status';

const problem = (error: AccountError) => toDomainProblem(error, statusByCode);
const noAccount = problem(accountNotFound(exampleUserId));
const keyReused = problem(idempotencyKeyReused());

/** The whole of what payments-service answers, as `/openapi.json` tells it. */
export const openApiDocument = createDocument({
  title: 'Payments',
  description: 'The users’ accounts, and every movement of money on them.',
  tag: { name: 'Payments', description: 'One account a user; its balance is never below zero.' },
  checks: ['database', 'bus'],
  details: {},
  schemas: accountSchemas,
  paths: {
    '/api/payments/accounts': {
      post: post({
        operationId: 'createAccount',
        summary: 'Open a user’s account',
        body: { schema: 'CreateAccount', examples: { 'An account in roubles': toOpen } },
        success: {
          201: answer({
            description: 'The account, with nothing on it',
            schema: 'Account',
            examples: { 'A new account': opened },
            sharedHeaders: ['Idempotency-Replayed'],
            headers: {
              Location: { required: true, description: 'Its address', schema: accountLocation },
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
        summary: 'Put money on an account',
        body: { schema: 'Deposit', examples: { 'A thousand roubles': toDeposit } },
        success: {
          200: answer({
            description: 'The account right after this deposit',
            schema: 'Account',
            examples: { 'A filled account': filled },
            sharedHeaders: ['Idempotency-Replayed'],
          }),
        },
        problems: [noAccount, problem(balanceLimitExceeded()), keyReused],
      }),
    },

    '/api/payments/accounts/{userId}': {
      get: get({
        operationId: 'getAccount',
        summary: 'Get a user’s account',
        parameters: [parameterRef('userId')],
        success: {
          200: answer({
            description: 'The account, as it is now',
            schema: 'Account',
            examples: { 'A filled account': filled },
          }),
        },
        problems: [noAccount],
      }),
    },

    '/api/payments/accounts/{userId}/transactions': {
      get: list({
        operationId: 'listTransactions',
        summary: 'List what moved on a user’s account, newest first',
        description: 'The sum of all `amount`s is the balance, always.',
        page: {
          description: 'A page of transactions',
          schema: 'TransactionPage',
          examples: {
            'A deposit, then a payment': { items: [payment, firstDeposit], nextCursor: null },
          },
        },
        problems: [noAccount],
      }),
    },
  },
});
