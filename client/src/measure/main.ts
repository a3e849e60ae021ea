import { provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { MeasureCanvas } from './measure-canvas.ts';
import { measured } from './measured.ts';

Object.assign(window, { measured });
void bootstrapApplication(MeasureCanvas, { providers: [provideZonelessChangeDetection()] });
