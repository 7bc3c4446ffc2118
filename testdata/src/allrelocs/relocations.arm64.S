/* SPDX-License-Identifier: Apache-2.0 */
/* In the order of AAELF64's numbers. Symbols kolink_abs* and kolink_minus* are absolute: see ../build. */
	.text
	.globl	allrelocs_text
allrelocs_text:
	.reloc	., R_AARCH64_NONE, _printk		/* 0 */
	nop
	.reloc	., R_AARCH64_NULL, _printk		/* 256 */
	nop
	movz	x0, #:abs_g0:kolink_abs16		/* 263 */
	movk	x0, #:abs_g0_nc:jiffies			/* 264 */
	movz	x0, #:abs_g1:kolink_abs32		/* 265 */
	movk	x0, #:abs_g1_nc:jiffies			/* 266 */
	movz	x0, #:abs_g2:kolink_abs48		/* 267 */
	movk	x0, #:abs_g2_nc:jiffies + 0x100000000	/* 268 */
	movz	x0, #:abs_g3:jiffies			/* 269 */
	movz	x1, #:abs_g0_s:kolink_abs16		/* 270, stays MOVZ */
	movz	x1, #:abs_g0_s:kolink_minus16		/* 270, becomes MOVN */
	movn	x1, #:abs_g1_s:kolink_abs32		/* 271, becomes MOVZ */
	movz	x1, #:abs_g1_s:kolink_minus32
	movz	x1, #:abs_g2_s:kolink_abs48		/* 272 */
	movz	x1, #:abs_g2_s:kolink_minus48
	ldr	x2, allrelocs_near			/* 273 */
	adr	x2, allrelocs_near + 3			/* 274 */
	adrp	x3, jiffies				/* 275 */
	adrp	x3, :pg_hi21_nc:jiffies + 0x1000	/* 276 */
	add	x3, x3, :lo12:jiffies + 1		/* 277 */
	ldrb	w4, [x3, :lo12:allrelocs_data + 5]	/* 278 */
	tbz	x4, #33, allrelocs_near			/* 279 */
	tbnz	x4, #3, allrelocs_near + 8
	b.ne	allrelocs_near				/* 280 */
	cbz	x4, allrelocs_near + 4
	b	allrelocs_near				/* 282 */
	b	_printk + 8
	bl	allrelocs_near				/* 283 */
	bl	_printk
	ldrh	w4, [x3, :lo12:allrelocs_data + 6]	/* 284 */
	ldr	w4, [x3, :lo12:allrelocs_data + 12]	/* 285 */
	str	x4, [x3, :lo12:allrelocs_data + 24]	/* 286 */
	movz	x5, #:prel_g0:allrelocs_near		/* 287 */
	movk	x5, #:prel_g0_nc:jiffies		/* 288 */
	movz	x5, #:prel_g1:jiffies			/* 289 */
	movk	x5, #:prel_g1_nc:jiffies		/* 290 */
	movz	x5, #:prel_g2:jiffies + 0x123456789abc		/* 291 */
	movk	x5, #:prel_g2_nc:jiffies + 0x7123456789abc	/* 292 */
	movz	x5, #:prel_g3:jiffies + 0x1234567890000000		/* 293 */
	.inst	0x3dc00064				/* ldr q4, [x3]: no vector unit asked for */
	.reloc	. - 4, R_AARCH64_LDST128_ABS_LO12_NC, allrelocs_data + 32	/* 299 */
	ret

	.section .text.other, "ax"
	.balign	8
	.globl	allrelocs_near
allrelocs_near:
	movz	x5, #:prel_g0:allrelocs_text		/* 287 the other way, becomes MOVN */
	movz	x5, #:prel_g1:allrelocs_text - 0x12345678
	movz	x5, #:prel_g2:allrelocs_text - 0x123456789abc
	movn	x5, #:prel_g3:allrelocs_text - 0x123456789000000
	adr	x6, allrelocs_text + 1
	cbnz	w6, allrelocs_text
	tbz	w6, #0, allrelocs_text
	b	allrelocs_text + 4
	adrp	x6, allrelocs_text
	ret

	.data
	.balign	16
	.globl	allrelocs_data
allrelocs_data:
	.xword	jiffies					/* 257 */
	.xword	allrelocs_near - 8
	.word	kolink_abs32				/* 258 */
	.hword	kolink_abs16				/* 259 */
	.hword	kolink_abs16 + 0x1000
	.xword	_printk - .				/* 260 */
	.xword	allrelocs_text + 0x123456789abc - .
	.word	_printk - .				/* 261 */
	.word	allrelocs_near + 5 - .
	.hword	allrelocs_data_near - .			/* 262 */
	.hword	0

	.section .data.other, "aw"
	.globl	allrelocs_data_near
allrelocs_data_near:
	.hword	allrelocs_data - .			/* 262, negative */
	.hword	0
