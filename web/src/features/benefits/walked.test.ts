import { describe, expect, it } from 'vitest';
import { arrowsOf, walked } from './walked';

const xml = `<d:definitions xmlns:d="http://www.omg.org/spec/BPMN/20100524/MODEL"><d:process id="p">
  <d:sequenceFlow id="in" sourceRef="start" targetRef="ask"/>
  <d:sequenceFlow id="on" sourceRef="ask" targetRef="fork"/>
  <d:sequenceFlow id="back" sourceRef="fork" targetRef="ask"/>
  <d:sequenceFlow id="out" sourceRef="fork" targetRef="end"/>
</d:process></d:definitions>`;

describe('the way of a run', () => {
  const arrows = arrowsOf(xml);
  it('reads the arrows', () => expect(arrows[2]).toEqual({ id: 'back', from: 'fork', to: 'ask' }));
  it('knows an arrow that led back, and how often each was taken', () => {
    const way = walked(arrows, ['in', 'on', 'back', 'on', 'out']);
    expect(way.taken).toEqual(['in', 'on', 'back', 'out']);
    expect(way.returned).toEqual(['back']);
    expect(way.times.get('on')).toBe(2);
  });
  it('does not colour what was not taken', () =>
    expect(walked(arrows, ['in', 'on', 'out']).returned).toEqual([]));
  it('bears arrows that the drawing does not have', () =>
    expect(walked(arrows, ['gone']).taken).toEqual(['gone']));
});
