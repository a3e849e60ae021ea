import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { NgxEchartsDirective, provideEchartsCore } from 'ngx-echarts';
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { heightOf, optionsOf } from './chart-options.ts';
import type { Drawn } from './section.ts';

echarts.use([BarChart, LineChart, GridComponent, LegendComponent, SVGRenderer]);

/** A drawing of numbers. It repeats what the table beside it says, so readers of the screen pass it over. */
@Component({
  selector: 'app-report-chart',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [NgxEchartsDirective],
  providers: [provideEchartsCore({ echarts })],
  host: { 'aria-hidden': 'true' },
  template: `<div echarts [options]="options()" [initOpts]="{ renderer: 'svg' }" [style.height.px]="height()"></div>`,
  styles: `
    :host {
      --chart-soft: color-mix(in srgb, var(--mat-sys-primary) 45%, var(--mat-sys-surface));
      display: block;
      min-width: 0;
      overflow: hidden;
    }
    div {
      width: 100%;
    }
  `,
})
export class ReportChart {
  readonly drawn = input.required<Drawn>();
  protected readonly options = computed(() => optionsOf(this.drawn()));
  protected readonly height = computed(() => heightOf(this.drawn()));
}
