// Sentences that several routes answer with, to the letter of the contract.
export const NOTHING_CANCELLABLE = 'No cancellable messages found';
