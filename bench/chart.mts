/** The chart of docs/benchmarks.md: how long each way takes for one load, and what it leaves undone. */

import { createRequire } from 'node:module';
import { inWords, medianOf, parseLoad, short, whole, type Results } from './results.mjs';

/** What is used of ECharts. */
interface ECharts {
	init(
		dom: null,
		theme: null,
		options: { renderer: 'svg'; ssr: true; width: number; height: number },
	): { setOption(option: object): void; renderToSVGString(): string; dispose(): void };
}

// It is installed with the n8n that is measured, because 60 MB are too much for every checkout.
const requireOfE2e = createRequire(new URL('../e2e/package.json', import.meta.url));
const { init } = requireOfE2e('echarts') as ECharts;

const LOAD = '3000@20';

/** GitHub's colours, of which orange and blue are told apart by anyone. */
const THEMES = {
	light: {
		text: '#1f2328',
		muted: '#59636e',
		node: '#0969da',
		other: '#818b98',
		floor: '#d1d9e0',
		lost: '#bc4c00',
	},
	dark: {
		text: '#f0f6fc',
		muted: '#9198a1',
		node: '#4493f8',
		other: '#656c76',
		floor: '#3d444d',
		lost: '#f0883e',
	},
};

export type Theme = keyof typeof THEMES;

/** What a person can choose, then what no node can be faster than. */
const PEERS = ['node100', 'node1', 'loop', 'http', 'helper', 'axios'];
const FLOORS = ['helper', 'axios'];

/**
 * Draws the chart.
 *
 * @returns an SVG
 */
export function draw(results: Results, theme: Theme): string {
	const colors = THEMES[theme];
	const { records } = parseLoad(LOAD);
	const bars = PEERS.flatMap((peer) => {
		const seconds = medianOf('seconds', results, peer, LOAD);
		if (Number.isNaN(seconds)) return [];
		const lost = records - medianOf('removed', results, peer, LOAD);
		const name = results.peers.find(({ id }) => id === peer)?.name ?? peer;
		const floor = FLOORS.includes(peer);
		const rest = peer.startsWith('node') ? colors.node : floor ? colors.floor : colors.other;
		return {
			name: { value: name, textStyle: { color: floor ? colors.muted : colors.text } },
			value: seconds,
			itemStyle: { color: lost > 0 ? colors.lost : rest, borderRadius: 3 },
			label: {
				color: lost > 0 ? colors.lost : floor ? colors.muted : colors.text,
				formatter:
					`${short(seconds)} s` +
					(lost > 0 ? `, and ${whole(lost)} of the records not removed` : ''),
			},
		};
	});

	const chart = init(null, null, { renderer: 'svg', ssr: true, width: 800, height: 310 });
	try {
		chart.setOption({
			animation: false,
			// No quotes: ECharts would not escape them.
			textStyle: { fontFamily: '-apple-system, Segoe UI, Helvetica, Arial, sans-serif' },
			title: {
				left: 0,
				text: `Seconds for ${inWords(LOAD)}`,
				subtext: `In a real n8n against a simulator of Wolkvox, ${results.date}. Pale: floors, for comparison.`,
				textStyle: { color: colors.text, fontSize: 18 },
				subtextStyle: { color: colors.muted, fontSize: 13 },
			},
			grid: { left: 245, right: 60, top: 68, bottom: 0 },
			xAxis: { type: 'value', show: false },
			yAxis: {
				type: 'category',
				inverse: true,
				data: bars.map(({ name }) => name),
				axisLine: { show: false },
				axisTick: { show: false },
				axisLabel: { fontSize: 14, margin: 12 },
			},
			series: [
				{
					type: 'bar',
					barWidth: '62%',
					label: { show: true, position: 'right', fontSize: 14 },
					data: bars,
				},
			],
		});
		return chart.renderToSVGString();
	} finally {
		chart.dispose();
	}
}
