// The owner of a request. No module and no tenant reaches another's requests.
export interface Owner {
  module: string;
  tenant: string;
}
