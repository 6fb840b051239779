// Whose a request is: no module and no tenant reaches another's.
export interface Owner {
  module: string;
  tenant: string;
}
