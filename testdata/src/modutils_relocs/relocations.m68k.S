| SPDX-License-Identifier: Apache-2.0
	.text
	.globl	modutils_text
modutils_text:
	move.w	#kolink_abs16, %d0		| R_68K_16
	bsr.w	modutils_near			| R_68K_PC16
	bsr.s	modutils_near			| R_68K_PC8
	rts

	.section .text.near, "ax"
	.globl	modutils_near
modutils_near:
	bra.s	modutils_text + 2
	bra.w	modutils_text
	rts

	.section .rodata.table, "a"
	.globl	modutils_data
modutils_data:
	.byte	kolink_abs8			| R_68K_8
	.byte	kolink_abs8 + 0x10
	.short	kolink_abs16 + 0x1000		| R_68K_16
	.short	modutils_data_near - .		| R_68K_PC16
	.byte	modutils_data_near - .		| R_68K_PC8
	.byte	0

	.section .rodata.near, "a"
	.globl	modutils_data_near
modutils_data_near:
	.long	modutils_data
