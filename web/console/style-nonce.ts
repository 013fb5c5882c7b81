/** What allows the styles that are made in the browser; the server chooses another one for every page it answers. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

// Where the library that holds the page still under a dialog looks for it.
Object.assign(globalThis, { __webpack_nonce__: styleNonce });
