import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Table } from './section.ts';

/** Numbers in words and rows; a number that has rows behind it leads to them. */
@Component({
  selector: 'app-report-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [RouterLink],
  template: `
    <table>
      <caption class="visually-hidden">
        {{
          label()
        }}
      </caption>
      <thead>
        <tr>
          @for (name of table().head; track $index) {
            <th scope="col">{{ name }}</th>
          }
        </tr>
      </thead>
      <tbody>
        @for (row of table().rows; track $index) {
          <tr>
            @for (cell of row; track $index) {
              <td>
                @if (cell.rows && run()) {
                  <a [routerLink]="[...home(), run(), 'rows']" [queryParams]="cell.rows">
                    {{ cell.text }}
                  </a>
                } @else if (cell.run) {
                  <a [routerLink]="[]" [queryParams]="{ run: cell.run }">{{ cell.text }}</a>
                } @else {
                  {{ cell.text }}
                }
              </td>
            }
          </tr>
        }
      </tbody>
    </table>
  `,
  styles: `
    td {
      height: 44px;
      padding-block: 0;
      vertical-align: middle;
      font-variant-numeric: tabular-nums;
    }
    a {
      display: inline-flex;
      align-items: center;
      min-width: 44px;
      min-height: 44px;
    }
  `,
})
export class ReportTable {
  readonly table = input.required<Table>();
  readonly label = input.required<string>();
  /** Where the reports of this campaign stand. */
  readonly home = input.required<readonly string[]>();
  /** The run whose rows the numbers lead to; null: of several runs, which lead nowhere. */
  readonly run = input.required<string | null>();
}
