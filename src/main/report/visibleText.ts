/** Text from files with its control characters (but tabs and line breaks) replaced: neither a page nor a terminal nor a log must obey them. */
export const visibleText = (text: string): string => text.replaceAll(/[^\P{Cc}\t\n]/gu, '�')
