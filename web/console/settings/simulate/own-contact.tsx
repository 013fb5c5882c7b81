import { Collapse, Group, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';

/** A contact for the simulated visitor, for whoever wants to see their own arrive. */
export function OwnContact({
  form,
}: {
  readonly form: { readonly getInputProps: (path: string) => object };
}) {
  const [isOpen, { toggle }] = useDisclosure(false);
  const Icon = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <UnstyledButton
        onClick={toggle}
        aria-expanded={isOpen}
        fz="sm"
        fw={550}
        c="var(--mantine-color-anchor)"
      >
        <Group gap={4}>
          <Icon size={14} aria-hidden />
          With a contact of my own
        </Group>
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <Stack gap="xs" mt="xs">
          <Text size="xs" c="dimmed">
            Left empty it is Sam Sample with a new address that reaches nobody. Apps will be told what you
            enter.
          </Text>
          <TextInput
            label="First name"
            maxLength={100}
            autoComplete="off"
            {...form.getInputProps('customer.firstName')}
          />
          <TextInput
            label="Last name"
            maxLength={100}
            autoComplete="off"
            {...form.getInputProps('customer.lastName')}
          />
          <TextInput
            label="E-mail"
            maxLength={320}
            autoComplete="off"
            {...form.getInputProps('customer.email')}
          />
          <TextInput
            label="Phone"
            maxLength={50}
            autoComplete="off"
            {...form.getInputProps('customer.phone')}
          />
        </Stack>
      </Collapse>
    </div>
  );
}
