import { amount } from '@online-shop/shared/values/amount';
import { currency, defaultCurrency } from '@online-shop/shared/values/currency';
import { optional, type ValuesOf } from '@online-shop/shared/values/field';
import { userId } from '@online-shop/shared/values/user-id';

/** The fields of a request to create an account. */
export const accountRequest = { userId, currency: optional(currency, defaultCurrency) };
export type AccountRequest = ValuesOf<typeof accountRequest>;

/**
 * The fields of a request to deposit money. The amount is in minor units of the account's currency.
 */
export const depositRequest = { userId, amount };
export type DepositRequest = ValuesOf<typeof depositRequest>;
