/** Headers of our own calls of better-auth, which sees no request: only we can set them. */
export const environmentHeader = 'x-fieldhook-environment';
export const addressHeader = 'x-fieldhook-address';
