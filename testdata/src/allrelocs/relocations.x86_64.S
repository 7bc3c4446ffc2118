/* SPDX-License-Identifier: Apache-2.0 */
	.text
	.globl	allrelocs_text
allrelocs_text:
	.reloc	., R_X86_64_NONE, _printk
	nop
	call	_printk@PLT			/* R_X86_64_PLT32 */
	call	allrelocs_other + 3
	movl	jiffies(%rip), %eax		/* R_X86_64_PC32 */
	movl	$7, allrelocs_data + 8(%rip)	/* behind the field come four more bytes */
	movq	$allrelocs_data, %rdi		/* R_X86_64_32S */
	movq	allrelocs_data(, %rax, 8), %rdi
	movl	$kolink_abs32, %edi		/* R_X86_64_32, zero-extended */
	movabsq	$jiffies, %rax			/* R_X86_64_64 */
	ret

	.section .text.other, "ax"
	.globl	allrelocs_other
allrelocs_other:
	nop
	nop
	nop
	jmp	allrelocs_text + 1
	ret

	.data
	.balign	16
	.globl	allrelocs_data
allrelocs_data:
	.quad	allrelocs_other			/* R_X86_64_64 */
	.quad	allrelocs_data + 0x7fffffff
	.quad	jiffies - 0x10
	.quad	jiffies - .			/* R_X86_64_PC64 */
	.quad	allrelocs_text + 0x123456789abc - .
	.long	_printk - .			/* R_X86_64_PC32 */
	.long	kolink_abs32			/* R_X86_64_32 */
	.long	kolink_abs32 + 0xf0000000
	.reloc	., R_X86_64_32S, kolink_minus
	.long	0
