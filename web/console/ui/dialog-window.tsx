import { Modal, type ModalProps } from '@mantine/core';
import { useEffect, useState } from 'react';

export function DialogWindow({ opened, ...rest }: ModalProps) {
  // Opened only once it is there: then it notes where the focus was, and gives it back.
  const [isThere, setThere] = useState(false);
  useEffect(() => setThere(true), []);
  return <Modal {...rest} opened={opened && isThere} />;
}
