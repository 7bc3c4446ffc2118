| SPDX-License-Identifier: Apache-2.0
	.text
	.globl	allrelocs_text
allrelocs_text:
	jsr	_printk				| R_68K_32
	jsr	allrelocs_other + 2
	lea	%pc@(allrelocs_data:l), %a0	| R_68K_PC32
	bsr.l	allrelocs_other
	move.l	jiffies, %d0
	rts

	.section .text.other, "ax"
	.globl	allrelocs_other
allrelocs_other:
	nop
	bra.l	allrelocs_text + 2
	rts

	.data
	.globl	allrelocs_data
allrelocs_data:
	.long	jiffies				| R_68K_32
	.short	1
	.long	allrelocs_text - 4		| only 2-byte aligned
	.long	_printk - .			| R_68K_PC32
	.long	kolink_abs32 + 0xf0000000	| wraps
