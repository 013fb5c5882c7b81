/** An e-mail address that is broken before its @, where it has to be broken. */
export function EmailText({ address }: { readonly address: string }) {
  const at = address.lastIndexOf('@');
  if (at <= 0) return address;
  return (
    <>
      {address.slice(0, at)}
      <wbr />
      {address.slice(at)}
    </>
  );
}
