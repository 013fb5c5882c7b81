/** What a person at the terminal can mend: the message is the one sentence they are told, without a stack. */
export class ToldError extends Error {}
