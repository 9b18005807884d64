import type { ReactNode } from 'react';
import classes from './data-table.module.css';

export interface Column<T> {
  key: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** Numbers align at their ends. */
  numeric?: boolean;
  /** Header for screen readers only (selection, actions). */
  hideHeader?: boolean;
  width?: string;
  /** Lets the reader order the rows by it, and says how they are ordered now. */
  sort?: { direction: 'ascending' | 'descending' | undefined; by: () => void };
  /** Short values that are one word to the eye, as a date. */
  unbroken?: boolean;
}

interface DataTableProps<T> {
  /** Says what the table lists. */
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
}

/**
 * Table with a sticky head; below 40rem each row becomes a card with its labels. Roles are spelt
 * out because `display: block` would take the table's meaning away from assistive technology.
 */
export function DataTable<T>({ caption, columns, rows, rowKey }: DataTableProps<T>) {
  return (
    <div className={classes.frame}>
      <table className={classes.table} role="table">
        <caption className="visually-hidden">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                role="columnheader"
                data-numeric={column.numeric === true ? true : undefined}
                aria-sort={column.sort?.direction}
                style={column.width === undefined ? undefined : { inlineSize: column.width }}
              >
                {column.hideHeader === true ? (
                  <span className="visually-hidden">{column.header}</span>
                ) : (
                  <Head column={column} />
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={rowKey(row)} role="row">
              {columns.map((column) => (
                <td
                  key={column.key}
                  role="cell"
                  data-numeric={column.numeric === true ? true : undefined}
                  data-unbroken={column.unbroken === true ? true : undefined}
                  data-label={column.hideHeader === true ? undefined : column.header}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const ARROWS = { ascending: '↑', descending: '↓' } as const;

function Head<T>({ column }: { column: Column<T> }) {
  if (column.sort === undefined) return column.header;
  return (
    <button type="button" className={classes.sort} onClick={column.sort.by}>
      {column.header}
      <span aria-hidden="true">{column.sort.direction === undefined ? '' : ARROWS[column.sort.direction]}</span>
    </button>
  );
}
