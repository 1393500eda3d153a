// @ts-check
/**
 * node list-package.mjs DATABASE PACKAGE_JSON
 *
 * Lists the package in n8n's database as its own installer does (packages/cli,
 * installed-packages.repository.ts). n8n loads the node without it, but the page Settings >
 * Community nodes has it from there. Needs Node.js 24, for its SQLite.
 */

import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const [database, packageFile] = process.argv.slice(2);
const { name, version, author } = JSON.parse(readFileSync(packageFile, 'utf8'));
const now = new Date().toISOString().replace('T', ' ').replace('Z', '');

const db = new DatabaseSync(database);
db.prepare('INSERT INTO installed_packages VALUES (?, ?, ?, ?, ?, ?)').run(
	...[name, version, author.name, author.email, now, now],
);
db.prepare('INSERT INTO installed_nodes VALUES (?, ?, ?, ?)').run(
	...['Wolkvox Campaign', `${name}.wolkvoxCampaign`, 1, name],
);
db.close();
