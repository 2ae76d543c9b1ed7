// A column of DataTable. On a phone a row becomes a card of two lines: `card` says where the value
// stands there; a column without it is left out.
export interface Column {
  key: string;
  label: string;
  align?: 'end';
  card?: 'lead' | 'trail' | 'sub' | 'end';
  sort?: boolean;
  narrow?: boolean;
}
