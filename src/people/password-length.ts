/** In characters. Long rather than complicated, as NIST SP 800-63B has it. */
export const PASSWORD_MIN_LENGTH = 12;
