const numbers = new Intl.NumberFormat('en-GB');
const percents = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 1 });

export const formatCount = (count: number): string => numbers.format(count);
export const formatShare = (share: number): string => percents.format(share);
