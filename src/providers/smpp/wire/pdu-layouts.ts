// The PDUs of SMPP 3.4 between an ESME and an SMSC, as data: their fields in order (sections 4.1 to 4.12). codec.ts encodes and decodes by
// them.

/** The form of a field on the wire. `sized` = one octet with the length, then the octets. */
export type FieldKind = 'integer' | 'text' | 'sized';

type Value<K extends FieldKind> = K extends 'integer' ? number : K extends 'text' ? string : Buffer;

const SOURCE = { source_addr_ton: 'integer', source_addr_npi: 'integer', source_addr: 'text' } as const;
const DESTINATION = { dest_addr_ton: 'integer', dest_addr_npi: 'integer', destination_addr: 'text' } as const;
const MESSAGE_ID = { message_id: 'text' } as const;
const SHORT_MESSAGE = {
  service_type: 'text',
  ...SOURCE,
  ...DESTINATION,
  esm_class: 'integer',
  protocol_id: 'integer',
  priority_flag: 'integer',
  schedule_delivery_time: 'text',
  validity_period: 'text',
  registered_delivery: 'integer',
  replace_if_present_flag: 'integer',
  data_coding: 'integer',
  sm_default_msg_id: 'integer',
  short_message: 'sized',
} as const;

interface Layout {
  id: number;
  fields: Readonly<Record<string, FieldKind>>;
}

const RESPONSE = 0x8000_0000;

const BIND = {
  system_id: 'text',
  password: 'text',
  system_type: 'text',
  interface_version: 'integer',
  addr_ton: 'integer',
  addr_npi: 'integer',
  address_range: 'text',
} as const;
const SYSTEM_ID = { system_id: 'text' } as const;

export const LAYOUTS = {
  bind_receiver: { id: 0x0000_0001, fields: BIND },
  bind_receiver_resp: { id: 0x8000_0001, fields: SYSTEM_ID },
  bind_transmitter: { id: 0x0000_0002, fields: BIND },
  bind_transmitter_resp: { id: 0x8000_0002, fields: SYSTEM_ID },
  bind_transceiver: { id: 0x0000_0009, fields: BIND },
  bind_transceiver_resp: { id: 0x8000_0009, fields: SYSTEM_ID },
  outbind: { id: 0x0000_000b, fields: { system_id: 'text', password: 'text' } },
  unbind: { id: 0x0000_0006, fields: {} },
  unbind_resp: { id: 0x8000_0006, fields: {} },
  generic_nack: { id: 0x8000_0000, fields: {} },
  submit_sm: { id: 0x0000_0004, fields: SHORT_MESSAGE },
  submit_sm_resp: { id: 0x8000_0004, fields: MESSAGE_ID },
  deliver_sm: { id: 0x0000_0005, fields: SHORT_MESSAGE },
  deliver_sm_resp: { id: 0x8000_0005, fields: MESSAGE_ID },
  data_sm: {
    id: 0x0000_0103,
    fields: {
      ...{ service_type: 'text', ...SOURCE, ...DESTINATION },
      ...{ esm_class: 'integer', registered_delivery: 'integer', data_coding: 'integer' },
    },
  },
  data_sm_resp: { id: 0x8000_0103, fields: MESSAGE_ID },
  query_sm: { id: 0x0000_0003, fields: { ...MESSAGE_ID, ...SOURCE } },
  query_sm_resp: { id: 0x8000_0003, fields: { ...MESSAGE_ID, final_date: 'text', message_state: 'integer', error_code: 'integer' } },
  cancel_sm: { id: 0x0000_0008, fields: { service_type: 'text', ...MESSAGE_ID, ...SOURCE, ...DESTINATION } },
  cancel_sm_resp: { id: 0x8000_0008, fields: {} },
  enquire_link: { id: 0x0000_0015, fields: {} },
  enquire_link_resp: { id: 0x8000_0015, fields: {} },
  alert_notification: {
    id: 0x0000_0102,
    fields: { ...SOURCE, esme_addr_ton: 'integer', esme_addr_npi: 'integer', esme_addr: 'text' },
  },
} as const satisfies Readonly<Record<string, Layout>>;

export type Command = keyof typeof LAYOUTS;

/** The body of a PDU, by its field names. */
export type Fields<C extends Command> = {
  -readonly [F in keyof (typeof LAYOUTS)[C]['fields']]: (typeof LAYOUTS)[C]['fields'][F] extends FieldKind
    ? Value<(typeof LAYOUTS)[C]['fields'][F]>
    : never;
};

export const COMMANDS: ReadonlyMap<number, Command> = new Map(
  (Object.keys(LAYOUTS) as Command[]).map((command) => [LAYOUTS[command].id, command]),
);

export const isResponse = (id: number): boolean => id >= RESPONSE;

/** Optional parameters (section 5.3.2) that are used here. */
export const TAG = {
  receipted_message_id: 0x001e,
  user_message_reference: 0x0204,
  sar_msg_ref_num: 0x020c,
  sar_total_segments: 0x020e,
  sar_segment_seqnum: 0x020f,
  network_error_code: 0x0423,
  message_payload: 0x0424,
  message_state: 0x0427,
} as const;

export type Tlvs = ReadonlyMap<number, Buffer>;

export const NO_TLVS: Tlvs = new Map();
