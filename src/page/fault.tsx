/** Why there is nothing to show; nothing where there is no error. */
export function Fault({ error }: { readonly error: Error | undefined }) {
  if (!error) return null;
  return (
    <p class="notice bad" role="alert">
      {error.message}
    </p>
  );
}
