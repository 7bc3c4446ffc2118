// SPDX-License-Identifier: Apache-2.0
/*
 * Times a parse of kallsyms text into an open-addressing table by name, namesakes in the order of the text: kallsyms FILE
 * REPEATS; prints the shortest. Names and modules stay in the text; every line is taken for a good one.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct symbol {
	uint64_t address;
	const char *name;
	uint32_t hash;
	uint16_t length;
	uint8_t module; /* 1 if "[module]" follows the name */
	char type;
};

int main(int argc, char **argv)
{
	FILE *in = argc == 3 ? fopen(argv[1], "rb") : NULL;
	double best = 1e30;
	long size, count = 0;
	struct symbol *table;
	uint32_t mask = 1;
	char *text;

	if (!in || fseek(in, 0, SEEK_END) || (size = ftell(in)) < 0 || fseek(in, 0, SEEK_SET)
	    || !(text = malloc(size + 1)) || fread(text, 1, size, in) != (size_t)size)
		return 2;
	text[size] = 0;
	while (mask < size / 16)
		mask *= 2;
	if (!(table = malloc(mask-- * sizeof(*table))))
		return 2;
	for (int repeat = 0; repeat < atoi(argv[2]); repeat++) {
		struct timespec from, to;

		clock_gettime(CLOCK_MONOTONIC, &from);
		/* Cleared, not allocated again: the other side's heap is that of the repeat before, too. */
		memset(table, 0, (mask + 1) * sizeof(*table));
		count = 0;
		for (const char *at = text; at < text + size;) {
			struct symbol s = { 0 };

			for (; *at != ' ' && *at; at++)
				s.address = s.address << 4 | ((*at & 15) + (*at > '9' ? 9 : 0));
			s.type = at[1];
			at += 3;
			s.name = at;
			s.hash = 2166136261u;
			for (; *at != '\n' && *at != '\t' && *at; at++)
				s.hash = (s.hash ^ (unsigned char)*at) * 16777619u;
			s.length = at - s.name;
			s.module = *at == '\t' ? 1 : 0;
			while (*at && *at++ != '\n')
				;
			for (uint32_t slot = s.hash & mask;; slot = (slot + 1) & mask)
				if (!table[slot].name) {
					table[slot] = s;
					break;
				}
			count++;
		}
		clock_gettime(CLOCK_MONOTONIC, &to);
		double took = to.tv_sec - from.tv_sec + (to.tv_nsec - from.tv_nsec) / 1e9;

		best = took < best ? took : best;
	}
	printf("{\"seconds\":%.9f,\"count\":%ld}\n", best, count);
	return 0;
}
