import type { Field } from './field';

/**
 * The current ISO 4217 codes that have a minor unit. The list is explicit, because Node's own list
 * changes with the version of Node, and all services must accept the same codes. The codes for
 * tests, for no currency and for metals are omitted, because they have no minor unit.
 */
const codes = `
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW
KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN
NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD
SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW
UZS VED VES VND VUV WST XAD XAF XCD XCG XOF XPF YER ZAR ZMW ZWG`;

const currencies: ReadonlySet<string> = new Set(codes.trim().split(/\s+/));

export function isCurrency(value: unknown): value is string {
  return typeof value === 'string' && currencies.has(value);
}

export const currency: Field<string> = {
  isValid: isCurrency,
  requirement: 'must be an ISO 4217 currency code in capitals',
  component: 'Currency',
  schema: {
    type: 'string',
    pattern: '^[A-Z]{3}$',
    description: 'An ISO 4217 code that has a minor unit.',
  },
};

/** The currency of an order or an account if the request does not contain a currency. */
export const defaultCurrency = 'RUB';
