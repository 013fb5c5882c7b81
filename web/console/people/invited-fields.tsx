import { TextInput } from '@mantine/core';

interface FormLike {
  readonly getInputProps: (field: string) => object;
}

/** Whom to invite. */
export function InvitedFields({ form }: { readonly form: FormLike }) {
  return (
    <>
      <TextInput
        label="E-mail address"
        inputMode="email"
        autoComplete="off"
        maxLength={254}
        data-autofocus
        {...form.getInputProps('email')}
      />
      <TextInput
        label="Name (optional)"
        description="As they are called here until they sign in."
        autoComplete="off"
        maxLength={200}
        {...form.getInputProps('name')}
      />
    </>
  );
}
