import { Kbd, Menu, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { LeadView } from '../../../../src/follow-ups/schema.ts';
import { useShortcutsOn } from '../../shell/shortcuts.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { visitorName } from '../sessions/visitor-name.ts';
import classes from './follow-up-menu.module.css';
import { followUpOrder, type FollowUpState, followUpStates } from './follow-up-states.ts';
import { useFollowUp } from './use-follow-up.tsx';

/** The follow-up state of a lead; pressing it offers the others. */
export function FollowUpMenu({ lead }: { readonly lead: LeadView }) {
  const followUp = useFollowUp();
  const hasKeys = useShortcutsOn();
  const { kind, word } = followUpStates[lead.state];
  return (
    <Menu position="bottom-start" width={270} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <UnstyledButton
          className={classes['button']}
          aria-label={`Follow-up of ${visitorName(lead)}: ${word}. Change it`}
          data-lead={lead.sessionId}
        >
          <StateBadge kind={kind}>{word}</StateBadge>
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={lead.state} onChange={(state) => followUp(lead, state as FollowUpState)}>
          {followUpOrder.map((state) => (
            <Menu.RadioItem
              key={state}
              value={state}
              closeMenuOnClick
              rightSection={
                hasKeys ? (
                  <Kbd size="xs" data-key-hint="">
                    {followUpStates[state].key}
                  </Kbd>
                ) : null
              }
            >
              <StateBadge kind={followUpStates[state].kind}>{followUpStates[state].word}</StateBadge>
              <Text size="xs" mt={2}>
                {followUpStates[state].meaning}
              </Text>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
