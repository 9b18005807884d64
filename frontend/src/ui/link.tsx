import { Anchor, Button, type AnchorProps, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import { forwardRef, type AnchorHTMLAttributes } from 'react';

type AnchorAttributes = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps>;
type ButtonAttributes = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps>;

const StyledAnchor = forwardRef<HTMLAnchorElement, AnchorProps & AnchorAttributes>(
  function StyledAnchor(props, ref) {
    return <Anchor ref={ref} {...props} />;
  },
);

const AnchorButton = forwardRef<HTMLAnchorElement, ButtonProps & ButtonAttributes>(
  function AnchorButton(props, ref) {
    return <Button ref={ref} component="a" {...props} />;
  },
);

/** A typed link in the look of the product. */
export const TextLink = createLink(StyledAnchor);

/** A link that looks like a button: it goes somewhere, it changes nothing. */
export const ButtonLink = createLink(AnchorButton);
