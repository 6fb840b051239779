export const queue = {
  title: 'SMS Queue',
};
