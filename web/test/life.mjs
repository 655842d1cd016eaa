// What each person of the story does with a dossier, and what the pages then say.

import assert from 'node:assert/strict';

const citizen = { name: 'Ma Văn Thử', number: '008085001234', phone: '0912345678' };
const pdf = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj '
    + '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);

/** The counter's page, filled as the citizen says it. Gives the dossier's code. */
export async function receives(clerk) {
  const { page } = clerk;
  await clerk.goes('/tiep-nhan');
  await page.getByRole('main').getByRole('searchbox').fill('xac nhan tinh trang hon nhan');
  await clerk.sends(page.getByRole('main').getByRole('searchbox'));
  await clerk.follows('Thủ tục cấp Giấy xác nhận tình trạng hôn nhân', '1.004873');
  await clerk.isAtEase('the counter');

  // Sent empty it comes back, says what is missing, and keeps what was chosen.
  await clerk.pushes('Tiếp nhận và in giấy hẹn', { status: 422 });
  await clerk.sees(page.locator('.error-summary'));
  await clerk.isAtEase('the counter with errors');

  const group = (name) => page.getByRole('group', { name, exact: true });
  const person = async (of, { name, number, born, street }) => {
    await of.getByLabel('Họ, chữ đệm, tên').fill(name);
    await of.getByLabel('Số định danh cá nhân').fill(number);
    await of.getByLabel('Ngày, tháng, năm sinh').fill(born);
    await of.getByLabel('Xã, phường').fill('phường Minh Xuân');
    await of.getByLabel('Thôn, tổ dân phố, số nhà').fill(street);
  };
  const him = { ...citizen, born: '9/3/1985', street: 'Tổ 5' };
  await person(group('Người nộp'), him);
  await group('Người nộp').getByLabel('Số điện thoại').fill(citizen.phone);
  await group('Nộp thay theo ủy quyền').getByLabel('Không').check();
  await person(group('Người được cấp'), him);
  await group('Người được cấp').getByLabel('Nam', { exact: true }).check();
  await group('Người được cấp').getByLabel('Dân tộc').selectOption({ label: 'Tày' });
  await group('Người được cấp').getByLabel('Quốc tịch').fill('Việt Nam');
  await group('Hiện nay').getByLabel('Chưa đăng ký kết hôn với ai').check();
  await group('Mục đích sử dụng').getByLabel('Mục đích khác').check();
  await page.getByLabel('Mục đích cụ thể').fill('Bổ túc hồ sơ vay vốn');
  await group('Đã được cấp giấy xác nhận trước đó').getByLabel('Không').check();
  await page.getByLabel('Giấy tờ tùy thân của người yêu cầu').selectOption({ label: 'Bản chính' });
  // What was not asked for hides, where scripts can.
  const partner = group('Người dự định kết hôn');
  assert.equal(await partner.isVisible(), !clerk.way.scripts);
  await clerk.pictures('counter', { whole: true });
  await clerk.pushes('Tiếp nhận và in giấy hẹn');

  await clerk.sees('Đã ghi nhận');
  await clerk.sees('Được tiếp nhận');
  await clerk.sees('Chưa thu');
  await clerk.sees('Tổ 5, Phường Minh Xuân');
  await page.getByText('Vì sao hạn là ngày này?').click();
  await clerk.sees(page.locator('.explain li').first());
  assert.match(await page.locator('.explain').innerText(), /3 ngày làm việc/);
  await clerk.isAtEase('the dossier at the counter');
  await clerk.pictures('dossier');
  const code = new URL(page.url()).pathname.split('/').pop();
  assert.match(code, /^H60\.\d+-\d{6}-\d{4}$/);

  // The receipt is a PDF.
  const receipt = await page.getByRole('link', { name: /Giấy tiếp nhận hồ sơ và hẹn trả kết quả/ }).getAttribute('href');
  const printed = await page.request.get(receipt);
  assert.equal(printed.headers()['content-type'], 'application/pdf');
  assert.equal((await printed.body()).subarray(0, 5).toString(), '%PDF-');

  await page.getByLabel('Ghi chú').fill('Đã đối chiếu thẻ căn cước');
  await clerk.pushes('Chuyển bước tiếp theo');
  await clerk.sees('Đang xử lý');
  return code;
}

export async function takesFromQueue(specialist, code) {
  const { page } = specialist;
  await specialist.goes('/viec');
  const row = page.getByRole('row').filter({ hasText: code });
  await specialist.sees(row.getByText('Còn', { exact: false }));
  await specialist.pushes('Nhận', { within: row });
  await specialist.sees(page.getByRole('row').filter({ hasText: code }).getByText('Tôi đã nhận'));
  await specialist.isAtEase('the queue');
  await specialist.pictures('queue', { whole: false });
  await specialist.follows(code);
  await specialist.sees(citizen.name);
  await specialist.sees('Đã đối chiếu thẻ căn cước');
}

export async function asksForSupplement(specialist) {
  const { page } = specialist;
  await page.locator('summary').filter({ hasText: 'Yêu cầu bổ sung' }).click();
  const act = page.locator('details', { has: page.locator('summary', { hasText: 'Yêu cầu bổ sung' }) });
  await act.getByLabel('Giấy tờ chứng minh nơi cư trú').check();
  await act.getByLabel('Mục đích cụ thể').check();
  await act.getByLabel('Nói rõ điều cần sửa hoặc nộp thêm').fill('Ghi rõ ngân hàng và kèm xác nhận nơi cư trú.');
  await specialist.pictures('supplement');
  await specialist.isAtEase('asking for a supplement');
  await specialist.pushes('Yêu cầu bổ sung', { within: act });
  await specialist.sees('Đã ghi nhận');
  await specialist.sees('Yêu cầu bổ sung giấy tờ');
  await specialist.sees('Thời hạn đang tạm dừng');
}

/** He is told what is missing, answers only that, and the clock goes on. */
export async function supplements(owner, code) {
  const { page } = owner;
  await owner.goes('/toi');
  await owner.isAtEase('his own page');
  await owner.follows(code);
  await owner.sees('Ghi rõ ngân hàng và kèm xác nhận nơi cư trú.');
  await owner.isAtEase('his dossier');
  await owner.pictures('phone');
  assert.equal(await page.getByRole('main').getByLabel('Họ, chữ đệm, tên').count(), 0, 'only what was asked for');

  await page.getByRole('main').getByLabel('Mục đích cụ thể').fill('Vay vốn Ngân hàng Chính sách xã hội');
  await owner.pushes('Bổ sung hồ sơ', { status: 422 });
  await owner.sees(page.locator('.error-summary'));
  await page.getByRole('main').getByLabel('Mục đích cụ thể').fill('Vay vốn Ngân hàng Chính sách xã hội');
  const file = { name: 'xac-nhan-cu-tru.pdf', mimeType: 'application/pdf', buffer: pdf };
  await page.getByLabel('Giấy tờ chứng minh nơi cư trú').setInputFiles(file);
  await owner.pushes('Bổ sung hồ sơ');
  await owner.sees('Đã gửi phần bổ sung');
  await owner.sees('Hồ sơ đang được xử lý');
}

export async function forwards(specialist, code) {
  const { page } = specialist;
  await specialist.goes(`/ho-so/${code}`);
  await specialist.sees('Vay vốn Ngân hàng Chính sách xã hội');
  const paper = await page.getByRole('link', { name: 'Giấy tờ chứng minh nơi cư trú' }).getAttribute('href');
  assert.deepEqual(await (await page.request.get(paper)).body(), pdf, 'the paper is what he sent');
  await page.getByLabel('Ghi chú').fill('Trình ký');
  await specialist.pushes('Chuyển bước tiếp theo');
  await specialist.sees('Đã ghi nhận');
  assert.equal(await page.getByRole('button', { name: 'Chuyển bước tiếp theo' }).count(), 0, 'it is no longer his');
}

export async function signs(chair, code) {
  const { page } = chair;
  await chair.goes('/viec');
  await chair.follows(code);
  await chair.sees(chair.page.getByRole('main').getByText('Trình ký').first());
  await chair.pictures('signing');
  await page.getByLabel('Tệp kết quả (PDF)').setInputFiles({ name: 'ket-qua.pdf', mimeType: 'application/pdf', buffer: pdf });
  await chair.pushes('Ký và ghi nhận kết quả');
  await chair.sees('Đã xử lý xong');
  await chair.sees('Số kết quả');
  await chair.isAtEase('the signed dossier');
}

/** The result is not handed over before the fee is paid. */
export async function isPaidAndHandsOver(clerk, code) {
  const { page } = clerk;
  await clerk.goes('/viec');
  await clerk.follows(code);
  await page.getByLabel('Trực tiếp tại quầy').check();
  await clerk.pushes('Trả kết quả', { status: 409 });
  await clerk.sees(page.locator('.error-summary'));

  await clerk.goes(`/ho-so/${code}`);
  await page.getByLabel('Tiền mặt').check();
  await page.getByLabel('Số biên lai').fill('BL-0001');
  await clerk.pushes('Xác nhận đã thu');
  await clerk.sees('Đã thu');

  await page.getByLabel('Trực tiếp tại quầy').check();
  await clerk.pushes('Trả kết quả');
  await clerk.sees('Đã trả kết quả');
  await clerk.isAtEase('the dossier handed over');
}

/** Gives the address of the public check page. */
export async function seesResultAndRates(owner, code) {
  const { page } = owner;
  await owner.goes(`/toi/ho-so/${code}`);
  await owner.sees('Đã trả kết quả');
  const result = await page.getByRole('link', { name: 'Tải kết quả' }).first().getAttribute('href');
  assert.deepEqual(await (await page.request.get(result)).body(), pdf, 'the result is what was signed');
  await page.getByLabel('Rất hài lòng').check();
  await page.getByLabel('Góp ý thêm').fill('Nhanh, rõ ràng');
  await owner.pushes('Đánh giá');
  await owner.sees('Cảm ơn bạn đã đánh giá');
  await owner.sees('Đánh giá của bạn');
  await owner.isAtEase('the result');
  await owner.pictures('result');
  return page.locator('a[href^="/ket-qua/"]').first().getAttribute('href');
}

export async function seesWhoLooked(owner) {
  await owner.goes('/toi/ai-da-xem');
  await owner.sees('Trung tâm Phục vụ hành chính công phường Minh Xuân');
  await owner.sees('Giải quyết hồ sơ');
  await owner.isAtEase('who has looked');
}

/** Status and way in plain words, and nothing of whose it is. */
export async function tracks(stranger, code, check) {
  const { page } = stranger;
  await stranger.goes('/tra-cuu');
  const asks = async (digits, options) => {
    await page.getByRole('main').getByLabel('Mã hồ sơ').fill(code.toLowerCase());
    await page.getByRole('main').getByLabel('Bốn số cuối hoặc mã tra cứu').fill(digits);
    await stranger.pushes('Tra cứu', { within: page.getByRole('main'), ...options });
  };
  await asks('0000', { status: 422 });
  await stranger.sees('Không có hồ sơ nào khớp');
  await asks(citizen.phone.slice(-4));
  await stranger.sees('Đã trả kết quả');
  await stranger.sees('Quá trình giải quyết');
  const said = await page.getByRole('main').innerText();
  for (const secret of [citizen.name, citizen.number, citizen.phone, 'Vay vốn', 'Trình ký']) {
    assert.ok(!said.includes(secret), `a stranger reads “${secret}”`);
  }
  await stranger.isAtEase('tracking');
  await stranger.pictures('tracking');

  await stranger.goes(check);
  await stranger.sees('Kết quả này do cơ quan dưới đây ban hành');
  assert.ok(!(await page.getByRole('main').innerText()).includes(citizen.name));
  await stranger.isAtEase('the check page');
}
