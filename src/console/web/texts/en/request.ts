export const request = {
  title: 'Request {{id}}',
};
