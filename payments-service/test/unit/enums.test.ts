import { declineReasons } from '@online-shop/shared/messages/payment-results';
import { ledgerEntryKinds } from '../../src/accounts/account';
import { DeclineReason, EntryKind } from '../../src/db/generated/enums';

describe('the enums of the database', () => {
  it('contain exactly the kinds of a ledger entry', () => {
    expect(Object.values(EntryKind)).toEqual(Object.keys(ledgerEntryKinds));
  });

  it('contain exactly the reasons of a declined payment', () => {
    expect(Object.values(DeclineReason)).toEqual([...declineReasons]);
  });
});
